export type {BaseRecord, CellContext, Column, Kind, Labels, ProtobufSchema, Resource} from './kind.ts';
