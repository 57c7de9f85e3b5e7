import './version.js';
import '../tfjs/anchored.test.js';
