/**
 * Says of columns which are sensitive, why, and how a contract would classify and desensitize them.
 * It proposes; people decide.
 */
package org.jinyanglake.desensitize.inspect;
