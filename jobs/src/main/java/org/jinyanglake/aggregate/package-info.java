/**
 * Derived datasets: tables that one SQL query makes from other datasets, partition by partition.
 * They are then checked, desensitized and released like any other dataset.
 */
package org.jinyanglake.aggregate;
