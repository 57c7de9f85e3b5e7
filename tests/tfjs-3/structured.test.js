import './version.js';
import '../tfjs/structured.test.js';
