import './version.js';
import '../tfjs/evaluate.test.js';
