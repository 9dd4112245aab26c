package io.hubstream.routing;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.Stage;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServingSet;
import java.util.ArrayList;
import java.util.List;

/** Finds the models that a record needs: the first route that matches decides. */
public final class Router {
  private final List<Route> routes;

  /**
   * @param routes in order of precedence; empty means {@link Route#DEFAULT}
   */
  public Router(List<Route> routes) {
    this.routes = routes.isEmpty() ? List.of(Route.DEFAULT) : List.copyOf(routes);
  }

  /**
   * @throws BadRecordException UNSUPPORTED_MEDIA_TYPE or NO_MODEL, naming what is missing
   */
  public RoutePlan plan(ContentItem item, ServingSet set) throws BadRecordException {
    MediaKind kind =
        MediaTypes.kindOf(item.mediaType())
            .orElseThrow(
                () ->
                    bad(
                        FailureKind.UNSUPPORTED_MEDIA_TYPE,
                        "no decoder for the media type '%s'".formatted(item.mediaType())));
    Route route = routeOf(item);
    List<Servable> servables =
        route.models().isEmpty() ? allFor(kind, set) : named(route, kind, set);
    if (servables.isEmpty()) {
      throw bad(
          FailureKind.NO_MODEL,
          "route '%s': no model serves that takes content of kind %s ('%s')"
              .formatted(route.name(), kind, item.mediaType()));
    }
    return new RoutePlan(route, servables);
  }

  private Route routeOf(ContentItem item) throws BadRecordException {
    for (Route route : routes) {
      if (route.matches(item)) {
        return route;
      }
    }
    throw bad(
        FailureKind.NO_MODEL,
        "no route matches the media type '%s' with the attributes %s"
            .formatted(item.mediaType(), item.attributes().keySet()));
  }

  private static List<Servable> allFor(MediaKind kind, ServingSet set) {
    List<Servable> found = new ArrayList<>();
    for (Servable servable : set.servables()) {
      if (takes(servable, kind)) {
        found.add(servable);
      }
    }
    return found;
  }

  private static List<Servable> named(Route route, MediaKind kind, ServingSet set)
      throws BadRecordException {
    List<Servable> found = new ArrayList<>();
    for (String model : route.models()) {
      Servable servable =
          set.servable(model)
              .orElseThrow(
                  () ->
                      bad(
                          FailureKind.NO_MODEL,
                          "route '%s' needs the model '%s', which does not serve"
                              .formatted(route.name(), model)));
      if (!takes(servable, kind)) {
        throw bad(
            FailureKind.NO_MODEL,
            "route '%s' needs the model '%s', which does not take content of kind %s"
                .formatted(route.name(), model, kind));
      }
      found.add(servable);
    }
    return found;
  }

  private static boolean takes(Servable servable, MediaKind kind) {
    return servable.spec().preprocessing().mediaKind() == kind;
  }

  private static BadRecordException bad(FailureKind kind, String message) {
    return new BadRecordException(kind, Stage.INTAKE, message);
  }
}
