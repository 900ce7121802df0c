"""Sound by numbers: how loud it is, how high its peaks are; knows nothing of stories and stages."""
