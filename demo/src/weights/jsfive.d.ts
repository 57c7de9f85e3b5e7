// The package has no types of its own: what is used of it.
declare module 'jsfive' {
    /** How the bytes of a chunk are unpacked, by the number of the filter in HDF5's registry. */
    export const Filters: Map<number, (bytes: ArrayBuffer, itemSize: number, settings: number[]) => ArrayBuffer>;
    export class Group {
        keys: string[];
        attrs: Record<string, unknown>;
        get(key: string): Group | Dataset | null;
    }
    export class File extends Group {
        constructor(bytes: ArrayBuffer, name: string);
    }
    export class Dataset {
        dtype: unknown;
        shape: number[];
        value: ArrayLike<number>;
    }
}
