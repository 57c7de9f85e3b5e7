import './version.js';
import '../tfjs/decoupled.test.js';
