import './version.js';
import '../tfjs/installations.test.js';
