import './version.js';
import '../tfjs/fused.test.js';
