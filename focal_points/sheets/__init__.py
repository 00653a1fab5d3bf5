"""The shapes of tables that come home: columns, words, stamps; how they are written and read. No writes."""
