package io.pgstride.core.plan;

/** A plan with most of what PostgreSQL prints, as PostgreSQL 17 prints it. */
final class SamplePlan {
    static final String JSON = """
            [
              {
                "Plan": {
                  "Node Type": "Limit",
                  "Parallel Aware": false,
                  "Async Capable": false,
                  "Startup Cost": 0.42,
                  "Total Cost": 1234.50,
                  "Plan Rows": 20,
                  "Plan Width": 36,
                  "Actual Startup Time": 0.031,
                  "Actual Total Time": 1.045,
                  "Actual Rows": 20,
                  "Actual Loops": 1,
                  "Shared Hit Blocks": 7,
                  "Shared Read Blocks": 3,
                  "Shared Dirtied Blocks": 2,
                  "Shared Written Blocks": 1,
                  "Local Hit Blocks": 4,
                  "Local Read Blocks": 5,
                  "Local Dirtied Blocks": 6,
                  "Local Written Blocks": 8,
                  "Temp Read Blocks": 9,
                  "Temp Written Blocks": 10,
                  "Plans": [
                    {
                      "Node Type": "Index Scan",
                      "Parent Relationship": "Outer",
                      "Parallel Aware": true,
                      "Scan Direction": "Backward",
                      "Index Name": "events_pkey",
                      "Relation Name": "events",
                      "Schema": "public",
                      "Alias": "e",
                      "Startup Cost": 0.42,
                      "Total Cost": 900.00,
                      "Plan Rows": 21,
                      "Plan Width": 36,
                      "Actual Rows": 6.67,
                      "Actual Loops": 3,
                      "Index Cond": "(id < 5)",
                      "Filter": "(kind = 'x'::text)",
                      "Rows Removed by Filter": 12,
                      "Novelty": {"Depth": [1, {"Deeper": true}]},
                      "Plans": []
                    },
                    {
                      "Node Type": "Quantum Scan",
                      "Parent Relationship": "InitPlan",
                      "Subplan Name": "InitPlan 1",
                      "Actual Rows": 0,
                      "Actual Loops": 0,
                      "Sort Key": ["a", "b DESC"],
                      "Sort Method": "external merge",
                      "Sort Space Used": 4096,
                      "Sort Space Type": "Disk",
                      "Exact Heap Blocks": 3,
                      "Lossy Heap Blocks": 4
                    }
                  ]
                },
                "Settings": {"work_mem": "64kB", "enable_seqscan": "off"},
                "Query Identifier": -4611686018427387905,
                "Planning": {"Shared Hit Blocks": 50, "Shared Read Blocks": 1},
                "Planning Time": 0.25,
                "Triggers": [
                  {"Trigger Name": "audit", "Relation": "events", "Time": 1.5, "Calls": 4},
                  {"Trigger Name": "RI_1", "Constraint Name": "events_user_fk", "Relation": "events", "Calls": 2}
                ],
                "Execution Time": 1.301
              }
            ]
            """;

    private SamplePlan() {}
}
