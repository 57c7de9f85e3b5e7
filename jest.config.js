export default {
    roots: ['<rootDir>/tests'],
    testMatch: ['**/*.test.js'],
    // The sources are ES modules and run as written.
    transform: {},
    // Examples and packaging tests start other programs; the machine may be busy.
    testTimeout: 60_000,
};
