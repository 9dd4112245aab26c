package io.hubstream.starter.languages;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;

/**
 * Names that the JDK's locale data (Unicode CLDR) writes in one language: languages, countries,
 * currencies, time zones, months, weekdays, dates.
 *
 * <p>They are split by what they name, not by how it is written: one part of the things is for
 * learning, another for measuring and for the sample content, in every language alike. No string is
 * in both parts.
 */
public final class LocaleStrings {
  private static final int HELD_OUT_EVERY = 4;
  private static final int ZONE_STEP = 3;
  private static final int YEAR = 2024;

  private final List<String> learning;
  private final List<String> heldOut;

  private LocaleStrings(List<String> learning, List<String> heldOut) {
    this.learning = learning;
    this.heldOut = heldOut;
  }

  /**
   * What the JDK knows in each of these languages.
   *
   * @return in the order of the tags
   */
  public static Map<String, LocaleStrings> of(List<String> tags) {
    List<String> english = names(Locale.ENGLISH);
    Map<String, LocaleStrings> all = new LinkedHashMap<>();
    for (String tag : tags) {
      all.put(tag, split(Locale.forLanguageTag(tag), english));
    }
    return all;
  }

  /** A name that reads as in English is not counted: most often no translation was at hand. */
  private static LocaleStrings split(Locale locale, List<String> english) {
    boolean isEnglish = locale.getLanguage().equals("en");
    Set<String> learning = new LinkedHashSet<>();
    Set<String> heldOut = new LinkedHashSet<>();
    List<String> own = isEnglish ? english : names(locale);
    for (int i = 0; i < own.size(); i++) {
      String name = own.get(i);
      if (!isEnglish && name.equals(english.get(i))) {
        continue;
      }
      (isHeldOut(i) ? heldOut : learning).add(name);
    }
    heldOut.removeAll(learning);
    return new LocaleStrings(List.copyOf(learning), List.copyOf(heldOut));
  }

  /** Strings to learn from, without repeats. */
  public List<String> learning() {
    return learning;
  }

  /** Strings that no model has learned from, without repeats. */
  public List<String> heldOut() {
    return heldOut;
  }

  /** A scattered quarter of all places. */
  private static boolean isHeldOut(int place) {
    return Math.floorMod(place * 0x9E3779B9, 1 << 16) % HELD_OUT_EVERY == 0;
  }

  /** The same things in the same order for every language. */
  private static List<String> names(Locale locale) {
    List<String> names = new ArrayList<>();
    for (String code : new TreeSet<>(Arrays.asList(Locale.getISOLanguages()))) {
      names.add(Locale.forLanguageTag(code).getDisplayLanguage(locale));
    }
    for (String code : new TreeSet<>(Arrays.asList(Locale.getISOCountries()))) {
      names.add(new Locale("", code).getDisplayCountry(locale));
    }
    Currency.getAvailableCurrencies().stream()
        .sorted(Comparator.comparing(Currency::getCurrencyCode))
        .forEach(currency -> names.add(currency.getDisplayName(locale)));
    addTimes(names, locale);
    addDates(names, locale);
    return names;
  }

  private static void addTimes(List<String> names, Locale locale) {
    String[] zones = TimeZone.getAvailableIDs();
    Arrays.sort(zones);
    for (int i = 0; i < zones.length; i += ZONE_STEP) {
      if (zones[i].contains("/") && !zones[i].startsWith("Etc")) {
        TimeZone zone = TimeZone.getTimeZone(zones[i]);
        names.add(zone.getDisplayName(false, TimeZone.LONG, locale));
        names.add(zone.getDisplayName(true, TimeZone.LONG, locale));
      }
    }
  }

  private static void addDates(List<String> names, Locale locale) {
    for (Month month : Month.values()) {
      names.add(month.getDisplayName(TextStyle.FULL, locale));
      names.add(month.getDisplayName(TextStyle.FULL_STANDALONE, locale));
    }
    for (DayOfWeek day : DayOfWeek.values()) {
      names.add(day.getDisplayName(TextStyle.FULL, locale));
    }
    DateTimeFormatter format =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale);
    for (int day = 1; day <= 366; day += 6) {
      names.add(format.format(LocalDate.ofYearDay(YEAR, day)));
    }
  }
}
