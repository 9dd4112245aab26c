package io.hubstream.records;

import java.util.AbstractList;
import java.util.RandomAccess;

/** A float array as the list that Avro's generated classes want, without a copy. */
final class FloatArrayList extends AbstractList<Float> implements RandomAccess {
  private final float[] values;

  FloatArrayList(float[] values) {
    this.values = values;
  }

  @Override
  public Float get(int index) {
    return values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  /** The values of any such list, as an array. */
  static float[] toArray(java.util.List<Float> list) {
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }
}
