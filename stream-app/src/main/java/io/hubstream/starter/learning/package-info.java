/**
 * Fits the head of a starter model: centring, projection, softmax regression.
 *
 * <p>Pure arithmetic on one thread; the same input gives the same bits. Imports no other package of
 * ours.
 */
package io.hubstream.starter.learning;
