"""`sds-bridge bench fit`: fits against their rivals, the inverse problem, speed, ablation."""
