// How a Chromium is started that no person looks at: the distribution's, without sandbox (in CI it runs as root), without
// a graphics card, and without calls home.

/** @type {import('playwright-core').LaunchOptions} */
export const CHROMIUM = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
    ],
};
