package io.hubstream.routing;

import io.hubstream.serving.Servable;
import java.util.List;

/**
 * What a record will be enriched with.
 *
 * @param route the route that matched
 * @param servables the models of the leased set that the route needs, in its order
 */
public record RoutePlan(Route route, List<Servable> servables) {
  public RoutePlan {
    servables = List.copyOf(servables);
  }
}
