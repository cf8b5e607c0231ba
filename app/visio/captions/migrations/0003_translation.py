from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("captions", "0002_captioner"),
    ]

    operations = [
        migrations.AddField(
            model_name="captionreader",
            name="translate_to",
            field=models.CharField(blank=True, max_length=3),
        ),
    ]
