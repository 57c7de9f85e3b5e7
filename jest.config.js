// Where outcomes of conditions are counted (`npm run coverage`), the package's sources get their counters here.
const counted = {
    transform: {
        [`^${new URL('js/', import.meta.url).pathname}.+\\.js$`]: '<rootDir>/scripts/outcomes/jest-transform.mjs',
    },
    setupFilesAfterEnv: ['<rootDir>/scripts/outcomes/jest-keep.mjs'],
};

const shared = {
    // The sources are ES modules and run as written.
    ...(process.env.OUTCOMES ? counted : { transform: {} }),
    modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/dist/'],
};

export default {
    // Examples and packaging tests start other programs, browsers compute on a GPU made of software; the machine may be busy.
    testTimeout: 240_000,
    projects: [
        {
            ...shared,
            displayName: 'wasm',
            testMatch: ['<rootDir>/tests/**/*.test.js'],
            globals: { BACKEND: 'wasm-simd' },
        },
        {
            ...shared,
            displayName: 'js',
            testMatch: ['<rootDir>/tests/core/*.test.js'],
            globals: { BACKEND: 'js' },
            setupFiles: ['<rootDir>/tests/core/without-wasm.js'],
        },
    ],
};
