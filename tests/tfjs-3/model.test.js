import './version.js';
import '../tfjs/model.test.js';
