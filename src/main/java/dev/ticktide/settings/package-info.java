/**
 * How settings are described and read: each is a component of a stage's own record, with meaning, unit, bounds and default
 * in annotations beside it. Everything that is said of settings is made from these: the loader's checks, {@code show-config},
 * the JSON schema, docs/settings.md.
 *
 * <p>In: records whose components have {@link dev.ticktide.settings.Setting}. Out: their descriptions, their defaults, YAML
 * bound to them. Keeps: nothing. Order: none.
 */
@NullMarked
package dev.ticktide.settings;

import org.jspecify.annotations.NullMarked;
