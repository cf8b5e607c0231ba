from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("captions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="captionreader",
            name="captioner",
            field=models.BooleanField(default=False),
        ),
    ]
