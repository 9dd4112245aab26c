package io.hubstream.starter.graphs;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.strings.Lower;
import org.tensorflow.op.strings.Substr;
import org.tensorflow.op.strings.UnicodeDecode;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * How often each hashed character n-gram stands in a text: {@code [batch]} UTF-8 strings to {@code
 * [batch, buckets]} counts.
 *
 * <p>Text is cut to {@link #MAX_CHARACTERS}, lowered, and every character that is no letter becomes
 * a space. The whole batch is one row of code points; each text has a space before and behind, and
 * n-grams with two spaces together are left out, so none reaches from one text into the next. The
 * hash is whole-number arithmetic, so counts are exact on every machine.
 */
final class TextFeatures implements FeatureGraph {
  /** Characters of a text that are looked at; the rest is ignored. */
  static final int MAX_CHARACTERS = 2000;

  private static final long SPACE = ' ';
  private static final long PRIME = 2147483647L;
  private static final long[] FACTORS = {7_919_177L, 104_395_301L, 1_299_709_333L};

  /** Code points from the first to the second number, both included, count as spaces. */
  private static final long[][] NO_LETTERS = {
    {0, 0x40}, {0x5b, 0x60}, {0x7b, 0xbf}, {0x2000, 0x206f}, {0x3000, 0x303f}, {0xff00, 0xff20}
  };

  private final int longestGram;
  private final int buckets;

  /**
   * @param longestGram n-grams of 1 to this many characters (1 to 3)
   * @param buckets hash buckets, the width of the features
   */
  TextFeatures(int longestGram, int buckets) {
    this.longestGram = longestGram;
    this.buckets = buckets;
  }

  @Override
  public Features addTo(Ops tf) {
    Placeholder<TString> input =
        tf.withName(StarterGraph.INPUT).placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    UnicodeDecode<TInt64> decoded = decode(tf, input);
    Operand<TInt64> points = onlyLetters(tf, tf.dtypes.cast(decoded.charValues(), TInt64.class));
    Operand<TInt64> rows = rowOf(tf, decoded.rowSplits(), tf.size(points, TInt64.class));
    Operand<TInt64> texts = tf.size(input, TInt64.class);
    List<Operand<TInt64>> cells = new ArrayList<>();
    for (int length = 1; length <= longestGram; length++) {
      cells.add(grams(tf, points, rows, length));
    }
    Operand<TInt64> all = cells.size() == 1 ? cells.get(0) : tf.concat(cells, tf.constant(0));
    Operand<TFloat32> ones = tf.fill(tf.shape(all), tf.constant(1f));
    Operand<TInt64> width = tf.constant((long) buckets);
    Operand<TFloat32> counts = tf.math.unsortedSegmentSum(ones, all, tf.math.mul(texts, width));
    return new Features(input, tf.reshape(counts, tf.constant(new int[] {-1, buckets})));
  }

  private static UnicodeDecode<TInt64> decode(Ops tf, Operand<TString> input) {
    Operand<TString> start =
        tf.strings.substr(
            input, tf.constant(0), tf.constant(MAX_CHARACTERS), Substr.unit("UTF8_CHAR"));
    Operand<TString> lower = tf.strings.lower(start, Lower.encoding("utf-8"));
    Operand<TString> space = tf.constant(" ");
    Operand<TString> framed = tf.strings.join(List.of(space, lower, space));
    return tf.strings.unicodeDecode(
        framed,
        "UTF-8",
        TInt64.class,
        UnicodeDecode.errors("replace"),
        UnicodeDecode.replacementChar(SPACE));
  }

  private static Operand<TInt64> onlyLetters(Ops tf, Operand<TInt64> points) {
    Operand<TBool> space = tf.constant(false);
    for (long[] range : NO_LETTERS) {
      Operand<TBool> within =
          tf.math.logicalAnd(
              tf.math.greaterEqual(points, tf.constant(range[0])),
              tf.math.lessEqual(points, tf.constant(range[1])));
      space = tf.math.logicalOr(space, within);
    }
    return tf.select(space, tf.constant(SPACE), points);
  }

  /** For each code point the number of the text it stands in. */
  private static Operand<TInt64> rowOf(Ops tf, Operand<TInt64> splits, Operand<TInt64> length) {
    Operand<TInt64> places = tf.range(tf.constant(0L), length, tf.constant(1L));
    Operand<TInt32> front = tf.constant(0);
    Operand<TInt64> behind =
        tf.upperBound(tf.expandDims(splits, front), tf.expandDims(places, front), TInt64.class);
    return tf.math.sub(tf.reshape(behind, tf.constant(new int[] {-1})), tf.constant(1L));
  }

  /** For each place the cell (text and bucket) of the n-gram that starts there; -1 for none. */
  private Operand<TInt64> grams(Ops tf, Operand<TInt64> points, Operand<TInt64> rows, int length) {
    Operand<TInt64> hash = tf.constant(length * 31_337L);
    Operand<TBool> good = tf.constant(true);
    for (int at = 0; at < length; at++) {
      Operand<TInt64> shifted = shift(tf, points, at);
      hash = tf.math.add(hash, tf.math.mul(shifted, tf.constant(FACTORS[at])));
      boolean edge = at == 0 || at == length - 1;
      if (length == 1 || !edge) {
        good = tf.math.logicalAnd(good, tf.math.notEqual(shifted, tf.constant(SPACE)));
      }
    }
    if (length == 2) {
      Operand<TInt64> least = tf.math.maximum(points, shift(tf, points, 1));
      good = tf.math.notEqual(least, tf.constant(SPACE));
    }
    Operand<TInt64> bucket =
        tf.math.floorMod(tf.math.floorMod(hash, tf.constant(PRIME)), tf.constant((long) buckets));
    Operand<TInt64> cell = tf.math.add(tf.math.mul(rows, tf.constant((long) buckets)), bucket);
    return tf.select(good, cell, tf.constant(-1L));
  }

  /** The code points moved forward by {@code by} places, filled with spaces at the end. */
  private static Operand<TInt64> shift(Ops tf, Operand<TInt64> points, int by) {
    if (by == 0) {
      return points;
    }
    Operand<TInt64> tail = tf.fill(tf.constant(new int[] {by}), tf.constant(SPACE));
    Operand<TInt64> rest =
        tf.slice(points, tf.constant(new int[] {by}), tf.constant(new int[] {-1}));
    return tf.concat(List.of(rest, tail), tf.constant(0));
  }
}
