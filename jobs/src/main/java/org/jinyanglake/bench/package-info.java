/** Measures the lake against plain Spark: {@code scripts/bench}; see docs/performance.md. */
package org.jinyanglake.bench;
