import './version.js';
import '../tfjs/ledger.test.js';
