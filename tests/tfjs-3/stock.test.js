import './version.js';
import '../tfjs/stock.test.js';
