import type {Stage} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterSummary,
  type Figure,
  type Opinion,
  type Share,
  stateText,
  worstFirst,
} from '../../fleet/index.ts';
import {coarseAge, padEnd, sanitise, width} from '../../text/index.ts';
import {type Line, lineText, type Span} from '../paint/line.ts';
import {clusterSpan, moment, opinionWords} from './cluster-words.ts';

/** `prod-eu1-shop   prod   eu   eu-west-1   v1.36.2   live                 RO`. */
export function clusterHeader(row: ClusterRow, now: number, isReadOnly: boolean, columns: number): Line {
  const version = 'value' in row.version ? row.version.value.git : '?';
  const mark = isReadOnly ? 'RO' : '';
  const partsWith = (facts: readonly string[]): readonly Span[] => [
    {text: sanitise(row.name), role: 'title'},
    {text: '   '},
    clusterSpan(row, 'TIER', sanitise(row.tier) || 'tier ?', undefined),
    {text: sanitise(['', ...facts.filter((text) => text !== ''), ''].join('   '))},
    clusterSpan(row, 'STATE', stateText(row, now), undefined),
  ];
  const lengthOf = (spans: readonly Span[]) => spans.reduce((sum, {text}) => sum + width(text), 0);
  const forms = [[row.group, row.region, version], [version], []].map(partsWith);
  // Its state comes before anything that can be read elsewhere.
  const parts = forms.find((spans) => lengthOf(spans) + 1 + mark.length <= columns) ?? partsWith([]);
  const taken = lengthOf(parts);
  return [
    ...parts,
    {text: ' '.repeat(Math.max(1, columns - taken - mark.length))},
    {text: mark, role: 'readOnly'},
  ];
}

/** How it is reached, who one is there, and how much of it there is: four lines. */
export function clusterHead(
  stage: Pick<Stage, 'feed' | 'watch' | 'clock'>,
  row: ClusterRow,
  columns: number,
): readonly Line[] {
  const forms = [figuresOf(stage, row, ' '), figuresOf(stage, row, '')];
  const [nodes = [], , pods = []] = forms[1] ?? [];
  // Whole parts fall away where there is no room: a number cut short lies.
  const lines = [...forms.map((parts) => parts.flat()), [...nodes, ...pods], nodes];
  const figures = lines.find((line) => lineText(line).length <= columns) ?? [];
  const also = row.opinions === undefined ? alsoLine(row) : hubsLine(row.opinions, row, stage.clock.now());
  return [directLine(stage, row), also, loginLine(stage, row), figures];
}

function directLine({watch, clock}: Pick<Stage, 'watch' | 'clock'>, row: ClusterRow): Line {
  const report = watch.report().contexts.find(({context}) => context === row.contexts[0]);
  const trip = report?.roundTrip === undefined ? '' : ` | rtt ${Math.round(report.roundTrip)}ms`;
  const since = moment(row.connection.since, clock.now());
  return [label('direct'), {text: sanitise(`${row.server || 'no server'}${trip} | since ${since}`)}];
}

/** `hubs    agrees with direct | karmada-eu: Ready`. */
function hubsLine(opinions: readonly Opinion[], {connection}: ClusterRow, now: number): Line {
  const seen = connection.type === 'live' ? '+' : connection.type === 'unreachable' ? '-' : undefined;
  const isSame = opinions.every(({word}) => word === seen);
  const told = worstFirst(opinions).map((opinion) => opinionWords(opinion, now));
  return [label('hubs'), {text: sanitise([...(isSame ? ['agrees with direct'] : []), ...told].join(' | '))}];
}

/** Where no hub says anything: the other ways to the same cluster. */
function alsoLine({contexts}: ClusterRow): Line {
  const [first = '', ...others] = contexts;
  const also = others.length === 0 ? '' : `, also ${others.join(', ')}`;
  return [label('context'), {text: sanitise(`${first}${also}`)}];
}

function loginLine({watch, clock}: Pick<Stage, 'watch' | 'clock'>, row: ClusterRow): Line {
  const login = watch.loginOf(row.contexts[0] ?? '');
  if (login === undefined) return [label('login'), {text: '?'}];
  const whom = login.subject === undefined ? login.user : `${login.user} as ${login.subject}`;
  const parts = [login.group?.name ?? 'from the kubeconfig', whom];
  if (login.impersonates !== undefined) parts.push(`acting as ${login.impersonates}`);
  const left = (login.expires ?? Infinity) - clock.now();
  // Certificates of decades are no news.
  if (left < 365 * 86_400_000) {
    parts.push(left > 0 ? `ends in ${coarseAge(left)}${login.isRenewed ? ', renewed' : ''}` : 'has ended');
  }
  const denied = Object.entries(row.watches).flatMap(([kind, {type}]) => (type === 'denied' ? [kind] : []));
  if (denied.length > 0) parts.push(`may not list ${denied.join(', ')}`);
  return [label('login'), {text: sanitise(parts.join(' | '))}];
}

/** `gap` is what there is room for besides the one blank that it takes. */
function figuresOf({feed}: Pick<Stage, 'feed'>, row: ClusterRow, gap: '' | ' '): readonly Line[] {
  const {nodes, cpu, memory, pods, cordoned} = clusterSummary(row, feed);
  const isUsed = 'value' in cpu && cpu.value.used !== undefined;
  const nodePart: Line = [
    {text: 'NODES ', role: 'heading'},
    {
      text: `${gap}${shown(nodes, ({ready, total}, count) => `${count(ready)}/${total}${cordoned > 0 ? ` ${count(cordoned)} cordoned` : ''}`)}`,
    },
  ];
  const sharePart: Line = [
    {text: `${gap}${gap} CPU `, role: 'heading'},
    {text: shown(cpu, percent)},
    {text: `${gap} MEM `, role: 'heading'},
    {text: `${shown(memory, percent)} ${isUsed ? 'used' : 'requested'}`},
  ];
  const podPart: Line = [
    {text: `${gap}${gap} PODS `, role: 'heading'},
    {
      text: shown(
        pods,
        ({running, pending, failing}, count) =>
          `${count(running)} run ${gap}${count(pending)} pending ${gap}${count(failing)} failing`,
      ),
    },
  ];
  return [nodePart, sharePart, podPart];
}

function percent({used, requested}: Share, count: Count): string {
  const value = used ?? requested;
  return value === undefined ? '?' : count(value, '%');
}

/** A number with its marks, and what it counts: `~12%`, `190+`. */
type Count = (value: number, unit?: '' | '%') => string;

/** Every number by itself says that it is only last known, or at least so much. */
function shown<T>(figure: Figure<T>, text: (value: T, count: Count) => string): string {
  switch (figure.type) {
    case 'known':
    case 'last': {
      const before = figure.type === 'last' ? '~' : '';
      const behind = figure.isPartial ? '+' : '';
      return text(figure.value, (value, unit = '') => `${before}${value}${unit}${behind}`);
    }
    case 'hub':
      return `${text(figure.value, (value, unit = '') => `${value}${unit}`)}h`;
    case 'unknown':
      return '?';
    case 'denied':
      return '-';
  }
}

function label(text: string): Span {
  return {text: padEnd(text, 8), role: 'heading'};
}
