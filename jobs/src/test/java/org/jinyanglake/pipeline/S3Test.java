package org.jinyanglake.pipeline;

import java.util.Map;
import org.jinyanglake.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * On S3, as Adobe's S3Mock speaks it, by Hadoop's s3a. With {@code -Ds3=true} only, which adds
 * hadoop-aws to the tests: 280 MB that few lakes need.
 */
@EnabledIfSystemProperty(named = "s3", matches = "true")
class S3Test extends LakeOnStore {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start("s3");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String root() {
    return "s3a://lake/city";
  }

  @Override
  Map<String, String> hadoop() {
    return Map.of(
        "fs.s3a.endpoint", "http://127.0.0.1:" + server.port(),
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.access.key", "lake",
        "fs.s3a.secret.key", "lake",
        // The mock gives an object another ETag when it is read than when it was written.
        "fs.s3a.change.detection.mode", "none");
  }
}
