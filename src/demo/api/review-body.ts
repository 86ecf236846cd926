/** What a review asks whether it may be done; undefined where it asks about something else. */
export interface ReviewedAttempt {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
}

/**
 * Reads the `resourceAttributes` of a SelfSubjectAccessReview, which kubectl sends as protobuf and most others as JSON.
 * Undefined where there are none.
 */
export function readReview(body: Buffer): ReviewedAttempt | undefined {
  try {
    return body.subarray(0, magic.length).equals(magic) ? readProtobuf(body) : readJson(body);
  } catch {
    return undefined;
  }
}

const magic = Buffer.from('k8s\u0000');

function readJson(body: Buffer): ReviewedAttempt | undefined {
  const {spec} = JSON.parse(body.toString()) as {
    readonly spec?: {readonly resourceAttributes?: Partial<ReviewedAttempt>};
  };
  const asked = spec?.resourceAttributes;
  return asked && {verb: '', group: '', resource: '', namespace: '', ...asked};
}

// Field numbers: generated.proto of k8s.io/apimachinery (Unknown: raw 2) and of k8s.io/api/authorization/v1.
function readProtobuf(body: Buffer): ReviewedAttempt | undefined {
  const review = fieldsOf(body.subarray(magic.length)).get(2);
  const spec = review && fieldsOf(review).get(2);
  const attributes = spec && fieldsOf(spec).get(1);
  if (attributes === undefined) return undefined;
  const fields = fieldsOf(attributes);
  const text = (id: number): string => fields.get(id)?.toString() ?? '';
  return {namespace: text(1), verb: text(2), group: text(3), resource: text(5)};
}

/** The last value of each field that has a length; these messages have no others. */
function fieldsOf(message: Buffer): ReadonlyMap<number, Buffer> {
  const fields = new Map<number, Buffer>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const length = varint();
    if (tag % 8 !== 2) continue;
    fields.set(Math.floor(tag / 8), message.subarray(at, at + length));
    at += length;
  }
  return fields;
}
