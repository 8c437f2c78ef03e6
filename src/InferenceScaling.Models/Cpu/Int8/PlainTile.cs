namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A plain loop, for machines without any of the instructions, and the measure of the others.</summary>
internal sealed unsafe class PlainTile : Int8Tile
{
    public override string Name => "plain";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            var here = call->From(row);
            for (var column = 0; column < Int8Layout.Columns; column++)
                here.Y[column] = Product(&here, column);
        }
    }

    private static float Product(Int8TileCall* call, int column)
    {
        var result = 0f;
        var x = call->X;
        for (var group = 0; group < call->Groups; group++)
        {
            var panel = call->Panel + (group * call->GroupBytes);
            var sum = 0;
            for (var quad = 0; quad < call->Quads; quad++, panel += Int8Layout.QuadBytes, x += Int8Layout.Quad)
            {
                var weights = panel + (column * Int8Layout.Quad);
                sum += (x[0] * (weights[0] - 128)) + (x[1] * (weights[1] - 128)) + (x[2] * (weights[2] - 128)) + (x[3] * (weights[3] - 128));
            }

            result = MathF.FusedMultiplyAdd(((float*)panel)[column] * call->Units[group].Scale, sum, result);
        }

        return result;
    }
}
