/**
 * Finds what identifies a person, a company or a thing in text: in any column, in free text,
 * however it is disguised. Serves the redaction of free text and the inspection of unknown files.
 * The gate has definitions of its own, written apart from these.
 */
package org.jinyanglake.desensitize.recognize;
