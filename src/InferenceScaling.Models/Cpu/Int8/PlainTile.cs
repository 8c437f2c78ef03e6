namespace InferenceScaling.Models.Cpu.Int8;

/// <summary>A plain loop, for machines without any of the instructions, and the measure of the others.</summary>
internal sealed unsafe class PlainTile : Int8Tile
{
    public override string Name => "plain";

    public override void Multiply(int rows, Int8TileCall* call)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < Int8Layout.Columns; column++)
            {
                var result = 0f;
                for (var group = 0; group < call->Groups; group++)
                {
                    var panel = call->Panel + ((long)group * Int8Layout.GroupBytes);
                    var weights = panel + Int8Layout.ScaleBytes + (column * Int8Layout.Quad);
                    var x = call->X + (row * call->Stride) + (group * Int8Layout.Group);
                    var sum = 0;
                    for (var input = 0; input < Int8Layout.Group; input++)
                        sum += x[input] * (weights[(input / Int8Layout.Quad * Int8Layout.QuadBytes) + (input % Int8Layout.Quad)] - 128);
                    var scale = ((float*)((byte*)call->Scales + (row * call->GroupStride)))[group];
                    result = MathF.FusedMultiplyAdd(((float*)panel)[column] * scale, sum, result);
                }

                ((float*)((byte*)call->Y + (row * call->ResultStride)))[column] = result;
            }
        }
    }
}
