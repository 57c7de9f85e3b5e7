import './version.js';
import '../tfjs/constraints.test.js';
