import './version.js';
import '../tfjs/untouched.test.js';
