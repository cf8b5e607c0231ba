from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0001_initial"),
    ]

    operations = [
        migrations.RenameField(
            model_name="transcript",
            old_name="skipped",
            new_name="unheard",
        ),
    ]
