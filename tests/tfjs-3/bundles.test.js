import './version.js';
import '../tfjs/bundles.test.js';
