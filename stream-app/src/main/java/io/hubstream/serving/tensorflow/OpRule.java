package io.hubstream.serving.tensorflow;

/**
 * What holds for one operation.
 *
 * @param place where it may stand
 * @param why in words; for a denied one the end of "it is not allowed: "
 */
record OpRule(OpPlace place, String why) {}
