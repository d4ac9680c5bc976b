package org.jinyanglake.desensitize.recognize;

import java.util.List;

/** Finds some kinds in a text, at their own pace; what overlaps is sorted out later. */
interface Recognizer {
  void find(Text text, List<Finding> found);
}
