/** A Status of an answer that is not the one asked for, as the API words it. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason?: string;
  readonly details?: object;
  readonly code: number;
}

/** Without a `reason` for what servers have no word for. */
export function status(code: number, reason: string | undefined, message: string, details?: object): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason !== undefined && {reason}),
    ...(details && {details}),
    code,
  };
}

export function badRequest(message: string): Status {
  return status(400, 'BadRequest', message);
}

export function notFound(group: string, plural: string, name: string): Status {
  const resource = group === '' ? plural : `${plural}.${group}`;
  return status(404, 'NotFound', `${resource} "${name}" not found`, {name, ...detailsOf(group, plural)});
}

/** Of what the trouble is with; the core group is not named. */
export function detailsOf(group: string, plural: string): object {
  return {...(group !== '' && {group}), kind: plural};
}

export const noSuchResource = status(404, 'NotFound', 'the server could not find the requested resource', {});

export const methodNotAllowed = status(
  405,
  'MethodNotAllowed',
  'the server does not allow this method on the requested resource',
  {},
);

export const unauthorized = status(401, 'Unauthorized', 'Unauthorized');

export const notAcceptable = status(
  406,
  'NotAcceptable',
  '406: Not Acceptable\n\nAvailable representations: application/json, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch',
  {},
);

/** `next`: where to go on with a list that is then not of one moment. */
export function expired(message: string, next?: string): Status {
  const gone = status(410, 'Expired', message);
  return next === undefined ? gone : {...gone, metadata: {continue: next}};
}

/** Thrown by what reads a request; becomes the answer. */
export class Refusal extends Error {
  readonly status: Status;

  constructor(refused: Status) {
    super(refused.message);
    this.status = refused;
  }
}
