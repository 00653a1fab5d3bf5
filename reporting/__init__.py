"""What is told: public pages, figures, downloads, reports, the interface for machines."""
