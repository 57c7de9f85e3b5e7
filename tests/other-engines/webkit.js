/** WebKit on a screen that nobody sees, by the few commands of WebDriver that it takes (https://www.w3.org/TR/webdriver2/). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';

/** The source of a call, as an expression. @param {Function} task @param {any[]} args */
export const expression = (task, args) => `(${task})(...${JSON.stringify(args)})`;

/** The browser is not on the PATH: its folder has the name of the system's and of the library's version. */
function miniBrowser() {
    if (process.env.MINIBROWSER) return process.env.MINIBROWSER;
    const libraries = readdirSync('/usr/lib').map(name => `/usr/lib/${name}`);
    for (const folder of libraries.filter(path => path.endsWith('-linux-gnu'))) {
        const found = readdirSync(folder).filter(name => /^webkit2?gtk-[\d.]+$/.test(name));
        for (const name of found.sort().reverse()) {
            if (readdirSync(`${folder}/${name}`).includes('MiniBrowser')) return `${folder}/${name}/MiniBrowser`;
        }
    }
    throw new Error('expected WebKitGTK with its MiniBrowser, got none under /usr/lib');
}

/** A port that is free now. */
async function freePort() {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    server.close();
    return port;
}

/**
 * Starts a program that does not outlive this process.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
function startProgram(command, args, options) {
    const child = spawn(command, args, options);
    const kill = () => child.kill();
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    return {
        child,
        stop: async () => {
            if (child.exitCode !== null || child.signalCode !== null) return;
            child.kill();
            await once(child, 'exit');
        },
    };
}

/** A screen, and its name. */
async function startScreen() {
    const screen = startProgram('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1100x24', '-nolisten', 'tcp'], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const [number] = await Promise.race([
        once(/** @type {import('node:stream').Readable} */ (screen.child.stdio[3]), 'data'),
        once(screen.child, 'exit').then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}`))),
    ]);
    return { ...screen, display: `:${String(number).trim()}` };
}

/** The driver, and a function that sends it commands. @param {string} display */
async function startDriver(display) {
    const port = await freePort();
    const env = { ...process.env, DISPLAY: display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' };
    const driver = startProgram('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore' });
    /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
    const send = async (method, path, body) => {
        const options = { method, body: body && JSON.stringify(body) };
        const response = await fetch(`http://127.0.0.1:${port}${path}`, options);
        const { value } = await response.json();
        if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
        return value;
    };
    for (let tries = 1; ; tries++) {
        try {
            await send('GET', '/status');
            return { ...driver, send };
        } catch (error) {
            if (tries > 100) throw error;
            await new Promise(resolve => setTimeout(resolve, 100));
        }
    }
}

/** @returns {Promise<import('./browsers.js').Browser>} */
export async function startWebKit() {
    const screen = await startScreen();
    const driver = await startDriver(screen.display);
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const started = await driver.send('POST', '/session', { capabilities });
    const session = `/session/${started.sessionId}`;
    /** @param {string} path @param {object} [body] */
    const send = (path, body) => driver.send(body ? 'POST' : 'GET', session + path, body);
    await send('/timeouts', { script: 120_000 });
    await send('/window/rect', { x: 0, y: 0, width: 1280, height: 1000 });
    return {
        version: started.capabilities.browserVersion,
        go: url => send('/url', { url }),
        call: async (task, ...args) => {
            const script = `const done = arguments[0];
                (async () => ${expression(task, args)})().then(value => done({ value }), error => done({ error: String(error) }));`;
            const { value, error } = await send('/execute/async', { script, args: [] });
            if (error) throw new Error(error);
            return value;
        },
        screenshot: async () => Buffer.from(await send('/screenshot'), 'base64'),
        stop: async () => {
            await driver.send('DELETE', session).catch(() => {});
            await driver.stop();
            await screen.stop();
        },
    };
}
