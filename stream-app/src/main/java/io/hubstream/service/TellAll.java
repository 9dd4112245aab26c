package io.hubstream.service;

import io.hubstream.bridge.Announcement;
import io.hubstream.bridge.BridgeListener;
import io.hubstream.bridge.Decision;
import io.hubstream.content.SourcePosition;
import java.util.List;
import java.util.OptionalLong;

/** Tells several listeners, in order. */
record TellAll(List<BridgeListener> listeners) implements BridgeListener {
  TellAll {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void decided(Announcement announcement, Decision decision, OptionalLong offset) {
    listeners.forEach(each -> each.decided(announcement, decision, offset));
  }

  @Override
  public void repeated(Announcement announcement) {
    listeners.forEach(each -> each.repeated(announcement));
  }

  @Override
  public void passedOver() {
    listeners.forEach(BridgeListener::passedOver);
  }

  @Override
  public void deadLettered(SourcePosition position, String reason) {
    listeners.forEach(each -> each.deadLettered(position, reason));
  }

  @Override
  public void waiting(String reason) {
    listeners.forEach(each -> each.waiting(reason));
  }

  @Override
  public void goesOn() {
    listeners.forEach(BridgeListener::goesOn);
  }
}
