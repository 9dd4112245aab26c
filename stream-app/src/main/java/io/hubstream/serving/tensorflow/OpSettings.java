package io.hubstream.serving.tensorflow;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an installation changes in the list of operations that models may use.
 *
 * @param libraries shared objects with operations of their own; whoever names one trusts its code,
 *     so all its operations are allowed
 * @param allow operations that are allowed everywhere, besides those of the list
 * @param deny operations that are allowed nowhere; goes before everything else
 */
public record OpSettings(List<Path> libraries, SortedSet<String> allow, SortedSet<String> deny) {

  /** Nothing but the list. */
  public static final OpSettings DEFAULT = of(List.of(), List.of(), List.of());

  public OpSettings {
    libraries = List.copyOf(libraries);
    allow = Collections.unmodifiableSortedSet(new TreeSet<>(allow));
    deny = Collections.unmodifiableSortedSet(new TreeSet<>(deny));
  }

  public static OpSettings of(List<Path> libraries, List<String> allow, List<String> deny) {
    return new OpSettings(libraries, new TreeSet<>(allow), new TreeSet<>(deny));
  }
}
