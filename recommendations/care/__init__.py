"""Care for the text: recommendations that contradict each other, and ones that touch a reservation."""
