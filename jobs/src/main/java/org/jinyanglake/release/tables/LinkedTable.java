package org.jinyanglake.release.tables;

import org.jinyanglake.contract.Contract;
import org.jinyanglake.lake.Version;

/**
 * Another table of counts that readers have and that shares cells with the one that is judged.
 *
 * @param open as published
 * @param raw what that was made from
 */
public record LinkedTable(Contract contract, Version open, Version raw) {}
