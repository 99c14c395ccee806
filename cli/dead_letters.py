import typer

dead_letters = typer.Typer()
