"""What every room stands on, and no room's own business."""
