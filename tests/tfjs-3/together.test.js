import './version.js';
import '../tfjs/together.test.js';
