import './version.js';
import '../tfjs/custom.test.js';
