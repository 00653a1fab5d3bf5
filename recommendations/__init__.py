"""What was asked: mechanisms, documents, recommendations, their texts and tags, and how they come in."""
