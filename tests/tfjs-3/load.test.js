import './version.js';
import '../tfjs/load.test.js';
