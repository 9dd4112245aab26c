/** Hand-written fakes and builders that the tests of every module share. */
package io.hubstream.testing;
