// The same against programs built as they are installed, without sanitizers.
import '../http/memory.test.mjs';
