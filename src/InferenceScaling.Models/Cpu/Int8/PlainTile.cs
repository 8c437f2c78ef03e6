namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A plain loop, for machines without any of the instructions, and the measure of the others.</summary>
internal sealed unsafe class PlainTile : Int8Tile
{
    public override string Name => "plain";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            var x = call->X + (row * call->Stride);
            var sums = call->Sums + (row * WeightMatrix.PanelWidth);
            for (var column = 0; column < WeightMatrix.PanelWidth; column++)
            {
                var sum = 0;
                for (var quad = 0L; quad < call->Quads; quad++)
                {
                    var weights = call->Panel + (((quad * WeightMatrix.PanelWidth) + column) * 4);
                    for (var index = 0; index < 4; index++)
                        sum += (x[(quad * 4) + index] - 128) * weights[index];
                }

                sums[column] = sum;
            }
        }
    }
}
